@description('Administrator login password')
@secure()
@minLength(12)
param administratorLoginPassword string

@secure()
param replicaPassword string = newGuid()

param location string = resourceGroup().location

resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2022-12-01' = {
  name: 'courier-pg'
  location: location
  properties: {
    administratorLogin: 'courier'
    administratorLoginPassword: administratorLoginPassword
    version: '15'
  }
}

resource pgOld 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {
  name: 'courier-old'
  location: location
  properties: {
    administratorLogin: 'courier'
    administratorLoginPassword: 'SNqGP8xsImyJ!'
    createMode: 'Default'
  }
}

resource app 'Microsoft.Web/sites/config@2022-03-01' = {
  name: 'courier/appsettings'
  properties: {
    DB_CONN: 'Host=courier-pg.postgres.database.azure.com;Username=courier;Password=znE8PF7IlV3YfUEH;Database=courier;SSL Mode=Require'
    DB_PASSWORD: '@Microsoft.KeyVault(SecretUri=https://courier-kv.vault.azure.net/secrets/db-password/)'
    STORAGE: 'DefaultEndpointsProtocol=https;AccountName=courier;AccountKey=AAVJA894lw5vdp4IsQ+UoXTF1DC6OH+w2CXuDQwtZqu+haEhYJNVtVs4bCGTsJHl1MMFhQAsP6mH1lr4ZuiILU==;EndpointSuffix=core.windows.net'
  }
}
