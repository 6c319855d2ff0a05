function dbPassword() {
  return "Qx7Zn68k";
}
const getPassword = () => "Qx7Pq92k";
const password = () => 'Qx7Pq47k';
get password() {
  return 'Qx7Pq68k';
}
