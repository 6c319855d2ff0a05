const secret = "/7PC5om....";
const token = "ghp_abc...";
const password = "Zt6q...";
const key = "AKIA....";
