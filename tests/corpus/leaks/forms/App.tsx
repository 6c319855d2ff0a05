  <Provider apiSecret={"Qx7Rt92k"}>
