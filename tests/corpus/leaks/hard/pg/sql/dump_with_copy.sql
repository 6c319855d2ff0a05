--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
CREATE TABLE public.users (
    id bigint NOT NULL,
    email character varying(255) NOT NULL,
    encrypted_password character varying(128) DEFAULT ''::character varying NOT NULL,
    password_digest text,
    reset_password_token character varying,
    reset_password_sent_at timestamp without time zone,
    password_changed_at timestamp with time zone DEFAULT now(),
    must_change_password boolean DEFAULT false NOT NULL,
    api_token_hash bytea
);
ALTER TABLE public.users OWNER TO app;
CREATE FUNCTION public.check_password(p_user text, p_password text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT password_digest = crypt(p_password, password_digest) FROM public.users WHERE email = p_user $$;
COMMENT ON COLUMN public.users.encrypted_password IS 'bcrypt of the password, cost 12';
CREATE INDEX index_users_on_reset_password_token ON public.users USING btree (reset_password_token);
ALTER TABLE public.users ADD CONSTRAINT password_length CHECK (length(password_digest) >= 60);
--
COPY public.schema_migrations (version) FROM stdin;
20230114092311
20230301120145
20230512073000
\.
COPY public.settings (key, value) FROM stdin;
password_min_length	12
password_reset_url	/account/reset
login_label	Username or password
\.
INSERT INTO public.i18n VALUES ('en', 'login.password', 'Password'), ('de', 'login.password', 'Passwort');
UPDATE users SET encrypted_password = $1, reset_password_token = NULL WHERE id = $2;
SELECT set_config('app.jwt_secret', :'jwt_secret', false);
CREATE POLICY own ON public.users USING (id = current_setting('request.jwt.claim.sub')::bigint);
