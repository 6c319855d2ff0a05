    return this.password;
