const containers =
  /(?:^|\/)(?:docker|lxc|kubepods|libpod|machine\.slice|garden|crio|containerd)(?:[-./]|$)|\/(?:docker|cri-containerd|crio|libpod)-[0-9a-f]{12,}/;

/** True for the cgroup of a container that runs on this host: the process is another system’s, seen from outside. */
export function isContained(cgroup: string): boolean {
  return containers.test(cgroup);
}
