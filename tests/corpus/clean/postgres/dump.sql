COPY public.users (id, email, password_digest) FROM stdin;
1	ann@example.net	\N
2	bob@example.net	\N
\.
COPY public.tokens (id, token_type, created) FROM stdin;
1	bearer	2024-01-01
\.
