const token = "ghp_abc...";
const password = "Zt6q...";
const key = "AKIA....";
