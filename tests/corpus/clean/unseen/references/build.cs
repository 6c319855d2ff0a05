options += $" --secret \"id={secret.Key},type=env,env={name}\"";
Assert.Equal(" --secret \"id=MY_SECRET,type=env,env=MY_SECRET\"", options);
