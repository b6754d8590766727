package validate

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/pkg/errors"
)

// ErrQuarantineInUse says that the path of a Quarantine is another one's.
var ErrQuarantineInUse = errors.New("in use by another Quarantine")

// A quarantineFile is the file that is written, and those that were. Each is a header and whole
// blocks, but for the end of one whose process was killed.
type quarantineFile struct {
	path  string
	size  int64 // of one file
	files int64
	lock  *os.File

	f    *os.File // nil: there is none, for an error
	done int64    // octets of header and whole blocks
	torn bool     // there may be a part of a block behind them
}

// openQuarantine locks the path and begins a file.
func openQuarantine(c QuarantineConfig) (*quarantineFile, error) {
	lock, err := lockFile(c.Path + ".lock")
	if err != nil {
		return nil, err
	}
	w := &quarantineFile{path: c.Path, size: c.Size, files: int64(c.Files), lock: lock}
	if err := w.begin(); err != nil {
		unlockFile(lock) //nolint:errcheck // the other error says more
		return nil, err
	}
	return w, nil
}

// add writes a block. After an error the file is as it was, or the next call makes it so.
func (w *quarantineFile) add(block []byte) error {
	if w.f != nil && (w.isFull(block) || w.isChanged()) {
		err := w.f.Close()
		if w.f = nil; err != nil {
			return err
		}
	}
	if w.f == nil {
		if err := w.begin(); err != nil {
			return err
		}
	}
	if err := w.mend(); err != nil {
		return err
	}
	if _, err := w.f.WriteAt(block, w.done); err != nil {
		w.torn = true
		w.mend() //nolint:errcheck // the next call tries again
		return err
	}
	w.done += int64(len(block))
	return nil
}

// isFull reports whether the file has records, and no room for the block.
func (w *quarantineFile) isFull(block []byte) bool {
	return w.done > int64(len(quarantineHeader())) && w.done+int64(len(block)) > w.size
}

// isChanged reports whether somebody has removed, renamed, replaced or truncated the file.
func (w *quarantineFile) isChanged() bool {
	there, err := os.Lstat(w.path)
	if err != nil {
		return os.IsNotExist(err)
	}
	own, err := w.f.Stat()
	return err == nil && (!os.SameFile(there, own) || own.Size() < w.done)
}

// mend removes the part of a block that a failed write has left.
func (w *quarantineFile) mend() error {
	if !w.torn {
		return nil
	}
	if err := w.f.Truncate(w.done); err != nil {
		return err
	}
	w.torn = false
	return nil
}

func (w *quarantineFile) close() error {
	var err error
	if w.f != nil {
		err = w.f.Close()
	}
	if e := unlockFile(w.lock); err == nil {
		err = e
	}
	return err
}

// begin makes room for a file and begins it. The file has its header before it has its name: who is
// killed leaves none without.
func (w *quarantineFile) begin() error {
	if err := w.rotate(); err != nil {
		return err
	}
	fresh := w.path + ".new"
	if err := writeFresh(fresh, quarantineHeader()); err != nil {
		return err
	}
	if err := os.Rename(fresh, w.path); err != nil {
		return err
	}
	f, err := os.OpenFile(w.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	w.f, w.done, w.torn = f, int64(len(quarantineHeader())), false
	return nil
}

// writeFresh writes a file that nobody else has made. What has the name, left by a process that was
// killed, is removed: behind a symbolic link there may be any file.
func writeFresh(path string, b []byte) error {
	if there, err := os.Lstat(path); err == nil && !there.IsDir() {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// mostQuarantined bounds the number of earlier files.
const mostQuarantined = 1000

// rotate renames the file that is there, and removes the oldest ones, beyond the space that all may
// have. A file without a record stays: begin replaces it.
func (w *quarantineFile) rotate() error {
	if empty, err := w.empty(); empty || err != nil {
		return err
	}
	kept, n := int64(0), 0 // n: files to keep
	for ; n < mostQuarantined; n++ {
		info, err := os.Lstat(w.name(n))
		if os.IsNotExist(err) {
			break
		}
		if err != nil {
			return err
		}
		if kept += info.Size(); n > 0 && kept > w.size*(w.files-1) {
			break
		}
	}
	for i := n; i <= mostQuarantined; i++ {
		if err := os.Remove(w.name(i)); os.IsNotExist(err) {
			break
		} else if err != nil {
			return err
		}
	}
	for i := n; i > 0; i-- {
		if err := os.Rename(w.name(i-1), w.name(i)); err != nil {
			return err
		}
	}
	return nil
}

// empty reports whether the file is not there, or has no record.
func (w *quarantineFile) empty() (bool, error) {
	info, err := os.Lstat(w.path)
	switch {
	case os.IsNotExist(err):
		return true, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, errors.Errorf("%s is no file", w.path)
	case info.Size() == 0:
		return true, nil
	case info.Size() != int64(len(quarantineHeader())):
		return false, nil
	}
	f, err := os.Open(w.path)
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	b, err := io.ReadAll(io.LimitReader(f, info.Size()))
	return bytes.Equal(b, quarantineHeader()), err
}

// name returns that of the i-th youngest file, 0 being the one that is written.
func (w *quarantineFile) name(i int) string {
	if i == 0 {
		return w.path
	}
	return fmt.Sprintf("%s.%d", w.path, i)
}
