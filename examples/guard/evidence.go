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
	q       *validate.Quarantine // nil: none
	lost    uint64               // units that earlier quarantines have dropped
}

// apply opens the quarantine that c says, if it differs from the one in use.
func (e *evidence) apply(c validate.QuarantineConfig) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.Path == e.config.Path && c.Size == e.config.Size && c.Files == e.config.Files {
		return nil
	}
	if c.Path == e.config.Path { // it has one owner at a time
		e.end() //nolint:errcheck // it has been reported
	}
	var q *validate.Quarantine
	if c.Path != "" {
		c.Report = e.report
		var err error
		if q, err = validate.NewQuarantine(c); err != nil {
			return err
		}
	}
	e.end() //nolint:errcheck // it has been reported
	e.config, e.q = c, q
	return nil
}

// end closes the quarantine, if there is one. Its caller holds mu.
func (e *evidence) end() error {
	q := e.q
	if q == nil {
		return nil
	}
	err := q.Close()
	e.lost += q.Dropped()
	e.q, e.config = nil, validate.QuarantineConfig{}
	e.failing.Store(false)
	return err
}

// report says that writing fails, or works again.
func (e *evidence) report(err error) {
	e.failing.Store(err != nil)
	if err != nil {
		e.log.Error("quarantine: records are lost", "error", err)
		return
	}
	e.log.Info("quarantine: records are written again")
}

// put records what was rejected.
func (e *evidence) put(c validate.Carrier, v *validate.Verdict, at time.Time, peer string) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.q != nil {
		e.q.Put(c, v, at, peer)
	}
}

// dropped returns the number of units that were not recorded.
func (e *evidence) dropped() uint64 {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n := e.lost
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
