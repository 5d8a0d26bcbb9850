package main

import "syscall"

// room is how much of the disk that holds a folder is free for the service.
func room(folder string) (free, total uint64, known bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, 0, false
	}
	return st.Bavail * uint64(st.Bsize), st.Blocks * uint64(st.Bsize), true
}
