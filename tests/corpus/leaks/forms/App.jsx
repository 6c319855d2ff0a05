<Db password={"Qx3Mj92k"} />
<Db password={'Qx3Mj47k'} user="x" />
<Db password={`Qx3Mj68k`} />
