const secret = "/7PC5om....";
