# $@: the root-owned helper that edits, asked for the preview or the history of changes; it writes nothing then.
as_root "$@"
