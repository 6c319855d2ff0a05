const url = `https://id.acme.io/token?client_id=${process.env.CLIENT_ID!}&client_secret=${process.env
  .CLIENT_SECRET!}&grant_type=client_credentials`;
