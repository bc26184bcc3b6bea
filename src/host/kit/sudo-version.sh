# Which sudo is there: from 1.9.10 on it knows regular expressions. Called by `oncall kit`, as the account; changes nothing.
sudo -V 2>/dev/null | head -n 1
