package main

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/osi-go/osi/validate"
)

// Evidence is the quarantine in use, which a reload may change.
type evidence struct {
	log     *slog.Logger
	failing atomic.Bool
	mu      sync.RWMutex
	config  validate.QuarantineConfig
	q       *validate.Quarantine // nil: none, or that of config could not be opened again
	lost    atomic.Uint64        // units that earlier quarantines have dropped, or that there was none for
}

// apply opens the quarantine that c says, if it differs from the one in use. If that fails, the one
// in use goes on.
func (e *evidence) apply(c validate.QuarantineConfig) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	old, isOpen := e.config, e.q != nil || c.Path == ""
	if isOpen && c.Path == old.Path && c.Size == old.Size && c.Files == old.Files {
		return nil
	}
	if c.Path == old.Path { // it has one owner at a time
		e.end() //nolint:errcheck // it has been reported
	}
	var q *validate.Quarantine
	if c.Path != "" {
		c.Report = e.report
		var err error
		if q, err = validate.NewQuarantine(c); err != nil {
			if c.Path == old.Path {
				e.reopen(old)
			}
			return err
		}
	}
	e.end() //nolint:errcheck // it has been reported
	e.config, e.q = c, q
	return nil
}

// reopen opens the quarantine that was in use. If that fails, records are lost until apply opens
// one. Its caller holds mu.
func (e *evidence) reopen(old validate.QuarantineConfig) {
	var err error
	if e.q, err = validate.NewQuarantine(old); err != nil {
		e.q = nil
		e.report(err)
	}
	e.config = old
}

// end closes the quarantine, if there is one. Its caller holds mu.
func (e *evidence) end() error {
	q := e.q
	e.q, e.config = nil, validate.QuarantineConfig{}
	var err error
	if q != nil {
		err = q.Close() // which may still begin to fail, or end
		e.lost.Add(q.Dropped())
	}
	e.failing.Store(false)
	return err
}

// report says that writing fails, or works again.
func (e *evidence) report(err error) {
	e.failing.Store(err != nil)
	if err != nil {
		e.log.Error("quarantine: records are lost", "error", err.Error())
		return
	}
	e.log.Info("quarantine: records are written again")
}

// put records what was rejected.
func (e *evidence) put(c validate.Carrier, v *validate.Verdict, at time.Time, peer string) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	switch {
	case e.q != nil:
		e.q.Put(c, v, at, peer)
	case e.config.Path != "":
		e.lost.Add(1)
	}
}

// dropped returns the number of units that were not recorded.
func (e *evidence) dropped() uint64 {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n := e.lost.Load()
	if e.q != nil {
		n += e.q.Dropped()
	}
	return n
}

// close ends the quarantine.
func (e *evidence) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.end()
}
