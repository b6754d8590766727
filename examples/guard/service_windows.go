package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"syscall"

	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
)

// serviceName is that of the service, and of its source in the event log.
const serviceName = "guard"

// service runs the program as a service of Windows, if it was started as one.
func service(args []string) (status int, ok bool) {
	if is, err := svc.IsWindowsService(); err != nil || !is {
		return 0, false
	}
	s := &windowsService{args: args}
	if err := svc.Run(serviceName, s); err != nil {
		return 1, true
	}
	return s.status, true
}

type windowsService struct {
	args   []string
	status int
}

// Execute runs the program until the service is stopped. A change of parameters (sc control guard
// paramchange) is what SIGHUP is elsewhere.
func (s *windowsService) Execute(_ []string, requests <-chan svc.ChangeRequest, changes chan<- svc.Status) (own bool, code uint32) {
	const accepts = svc.AcceptStop | svc.AcceptShutdown | svc.AcceptParamChange
	changes <- svc.Status{State: svc.StartPending}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	reload, done := make(chan os.Signal, 1), make(chan int, 1)
	out := eventLog()
	go func() { done <- run(ctx, reload, io.Discard, out, slog.NewTextHandler(out, nil), s.args) }()
	changes <- svc.Status{State: svc.Running, Accepts: accepts}
	for {
		select {
		case s.status = <-done:
			changes <- svc.Status{State: svc.Stopped}
			return s.status != 0, uint32(s.status) //nolint:gosec // 0 to 2
		case r := <-requests:
			switch r.Cmd {
			case svc.Interrogate:
				changes <- r.CurrentStatus
			case svc.ParamChange:
				select {
				case reload <- syscall.SIGHUP:
				default: // one is under way
				}
				changes <- svc.Status{State: svc.Running, Accepts: accepts}
			case svc.Stop, svc.Shutdown:
				changes <- svc.Status{State: svc.StopPending}
				cancel()
			default:
			}
		}
	}
}

// eventLog returns what writes lines to the event log of Windows; to nowhere where that is not to
// be had.
func eventLog() io.Writer {
	l, err := eventlog.Open(serviceName)
	if err != nil {
		return io.Discard
	}
	return eventWriter{l}
}

// eventWriter makes an event of each line.
type eventWriter struct{ log *eventlog.Log }

// Write writes one line; warnings and errors by the level that slog has given it.
func (w eventWriter) Write(b []byte) (int, error) {
	const id = 1
	text := string(bytes.TrimSpace(b))
	var err error
	switch {
	case bytes.Contains(b, []byte("level=ERROR")), bytes.HasPrefix(b, []byte("guard:")):
		err = w.log.Error(id, text)
	case bytes.Contains(b, []byte("level=WARN")):
		err = w.log.Warning(id, text)
	default:
		err = w.log.Info(id, text)
	}
	return len(b), err
}
