//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package validate

import "os"

// lockFile creates the file. Here there is no lock that ends with the process.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}

// unlockFile closes the file.
func unlockFile(f *os.File) error { return f.Close() }
