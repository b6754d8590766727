//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package validate

import (
	"os"
	"syscall"

	"github.com/pkg/errors"
)

// lockFile creates the file, if it is not there, and locks it until it is closed or the process
// ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		return f, nil
	}
	f.Close() //nolint:errcheck // the other error says more
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errors.Wrap(ErrQuarantineInUse, path)
	}
	return nil, err
}

// unlockFile unlocks the file and closes it. To close it is not enough: a process that is being
// started has a copy of the descriptor, and with it the lock, until it runs its program.
func unlockFile(f *os.File) error {
	syscall.Flock(int(f.Fd()), syscall.LOCK_UN) //nolint:errcheck // it is closed in any case
	return f.Close()
}
