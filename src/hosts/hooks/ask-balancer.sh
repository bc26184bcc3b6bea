# $@: a command of the settings, or the root-owned helper's, that shows a balancer's state on its own host.
as_root "$@"
