fn check(args: &Args) -> Result<()> {
    args.password
        .context("--password is required (use --fetch-credentials, or add [turn] to the config)")?;
    bail!("--token must be given when --user is");
}
