<Db password={pw} />
