function getDbPassword() {
    return 'Qx7Mj92k';
}
