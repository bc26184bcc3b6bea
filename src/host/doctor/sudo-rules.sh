# What sudo grants the account. Called by `oncall doctor`; changes nothing.
sudo -n -l 2>&1
