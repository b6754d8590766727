package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
)

// service is the state of a connection that is fed SSDUs. Primitives do not tell who has which
// token and which numbers synchronization points have, so only the phase of the connection is
// judged.
type service struct {
	phase     phase
	caller    osi.Direction // of the S-CONNECT
	ender     osi.Direction // of the S-U-ABORT
	releasing [2]bool       // this side's S-RELEASE has no answer
}

// phase is the phase of a session connection.
type phase uint8

const (
	idle      phase = iota // nothing yet
	calling                // S-CONNECT request
	connected              // S-CONNECT response
	refused                // negative S-CONNECT response, which an S-U-ABORT may cross
	ending                 // S-U-ABORT: only its receiver may still send
	unknown                // begun before it was seen, or after a release that may have been refused
)

// mayFollow reports whether d may issue p now.
func (s *service) mayFollow(d osi.Direction, p presentation.Primitive) bool {
	switch s.phase {
	case unknown:
		return true
	case idle: // only the side that has set up the transport connection may, X.225 6.1.4
		return p == presentation.SConnect && d == osi.FromInitiator
	case calling:
		return p == presentation.SUserAbort || d != s.caller && (p == presentation.SConnectAccept || p == presentation.SConnectReject)
	case refused:
		return d == s.caller && (p == presentation.SConnect || p == presentation.SUserAbort)
	case ending:
		return d != s.ender
	case connected:
	}
	if p == presentation.SReleaseConfirm {
		return s.releasing[d^1]
	}
	return p != presentation.SConnect && p != presentation.SConnectAccept && p != presentation.SConnectReject && p != presentation.SUnitData
}

// after takes the primitive that d has issued.
func (s *service) after(d osi.Direction, p presentation.Primitive) {
	switch {
	case p == presentation.SConnect:
		*s = service{phase: calling, caller: d}
	case p == presentation.SConnectAccept:
		s.phase = max(s.phase, connected)
	case p == presentation.SConnectReject:
		s.phase = refused
	case p == presentation.SRelease:
		s.releasing[d] = true
	case p == presentation.SReleaseConfirm: // affirmative or not: both may go on
		s.releasing[d^1] = false
		s.phase = unknown
	case p == presentation.SUserAbort:
		s.phase, s.ender = ending, d
	}
}

// primitive takes the user data b of the session service primitive p of a connection that is fed
// SSDUs.
func (a *association) primitive(r *run, d osi.Direction, p presentation.Primitive, b []byte, off int64) {
	s := &a.service
	switch {
	case p > presentation.SUnitData, !s.mayFollow(d, p):
		r.broke(rulePPDUState, p, 0, 0, 0, b, off)
		return
	case len(b) > r.config.Limits.SSDU:
		r.broke(ruleSSDU, p, 0, len(b), r.config.Limits.SSDU, b, off)
		return
	}
	if p == presentation.SConnect {
		a.associate()
	}
	r.moved = true
	provider := p == presentation.SConnectReject && len(b) == 0 // or the SS-user, which the primitive does not say
	if r.config.Top >= osi.Presentation && !a.userData(r, d, use{primitive: p, provider: provider}, b, off) {
		return
	}
	if s.after(d, p); p == presentation.SReleaseConfirm { // affirmative or not, the primitive does not say
		a.presentation.order = acpm.Midway()
	}
}
