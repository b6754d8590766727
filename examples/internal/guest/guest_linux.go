package guest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Is reports whether this process is the init of a guest.
func Is() bool { return os.Getpid() == 1 }

// Main runs the tests. In the guest it mounts what is needed, loads the modules of the folder in
// MODULES, brings up the loopback and calls prepare before, calls report after, and ends the guest.
func Main(run func() int, prepare func() error, report func()) {
	if !Is() {
		os.Exit(run())
	}
	fmt.Println("guest: init")
	err := errors.Join(boot(), prepare())
	failed := err != nil || run() != 0
	report()
	if failed {
		fmt.Println("guest: failed", err)
	} else {
		fmt.Println("guest: ok")
	}
	unix.Sync()
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF) // does not return
}

// Kernel returns release and version.
func Kernel() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err.Error()
	}
	return "Linux " + unix.ByteSliceToString(u.Release[:]) + " " + unix.ByteSliceToString(u.Version[:])
}

func boot() error {
	if err := unix.Mount("none", "/proc", "proc", 0, ""); err != nil {
		return fmt.Errorf("/proc: %w", err)
	}
	for _, module := range []string{"drivers/net/tun.ko", "net/x25/x25.ko"} {
		f, err := os.Open(filepath.Join(os.Getenv("MODULES"), module)) //nolint:gosec // what the boot command says
		if err != nil {
			return err
		}
		if err := errors.Join(unix.FinitModule(int(f.Fd()), "", 0), f.Close()); err != nil {
			return fmt.Errorf("%s: %w", module, err)
		}
	}
	return loopback()
}

func loopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	ifr, err := unix.NewIfreq("lo")
	if err == nil {
		ifr.SetUint16(unix.IFF_UP)
		err = unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr)
	}
	return errors.Join(err, unix.Close(fd))
}
