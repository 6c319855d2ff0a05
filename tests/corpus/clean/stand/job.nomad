      template { data = "PGPASSWORD={{ with secret \"db/x\" }}{{ .Data.pw }}{{ end }}" }
        PGPASSWORD = "${NOMAD_META_pw}"
