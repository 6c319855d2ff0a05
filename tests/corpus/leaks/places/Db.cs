var a = new SqlCredential("app", "MM7X2Fvkyv5U");
var b = new ClientSecretCredential(tenant, client, "qb8zKNau767R");
var c = new AzureKeyCredential("NSs3g494458g");
