package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// mayFollow reports whether d may send an SPDU of type t in the phase: X.225 Annex A, as far as
// that goes.
func (a *association) mayFollow(d osi.Direction, t session.Type) bool {
	s := &a.session
	switch s.phase {
	case unknown:
		return true
	case idle, refused: // only who has set up the transport connection sends CN, X.225 6.1.4
		return t == session.TypeCN && (a.transport.cr == nil || d == a.transport.caller) || t == session.TypeAB
	case calling:
		switch t {
		case session.TypeAB, session.TypePR:
			return true
		case session.TypeCDO:
			return d == s.caller && (s.cn == nil || s.oa != nil)
		case session.TypeOA:
			return d != s.caller && s.oa == nil
		case session.TypeAC:
			return d != s.caller && !a.halves[s.caller].ssdu.Pending()
		case session.TypeRF:
			return d != s.caller
		default:
			return false
		}
	case connected:
		switch t {
		case session.TypeCN, session.TypeAC, session.TypeRF, session.TypeOA, session.TypeCDO, session.TypeAA:
			return false
		case session.TypeDN, session.TypeNF:
			return !s.units.Present || s.finishing[d^1] // half a conversation tells nothing
		default:
			return t < session.TypeUD // the short forms have connections of their own
		}
	case ending:
		return t < session.TypeUD && (d != s.ender || t == session.TypeAB)
	}
	return false
}

// agreed reports whether p fits what CN and AC have selected for d, beyond what the decoder is
// told.
func (s *sessionState) agreed(r *run, d osi.Direction, t session.Type, p session.SPDU, b []byte, off int64) bool {
	if !s.units.Present || s.phase != connected {
		return true
	}
	units := s.units.Value
	var enclosure session.Enclosure
	switch p := p.(type) {
	case *session.DataTransfer:
		enclosure = p.Enclosure
	case *session.TypedData:
		enclosure = p.Enclosure
	case *session.Prepare:
		if u := announced(p.PrepareType); u != 0 && u&units == 0 {
			return r.broke(ruleUnit, p, 4, int(p.PrepareType), 0, b, off)
		}
		return true
	default:
		return true
	}
	if segmenting := s.maxTSDU[d] > 0 && (t == session.TypeDT || t == session.TypeTD); segmenting != (enclosure != session.EnclosureNone) {
		return r.broke(ruleSegmenting, p, 0, int(b[0]), 0, b, off)
	}
	return true
}

// announced returns the functional units of the SPDUs that a PR may announce, X.225 8.3.26.3; 0:
// they need none.
func announced(t session.PrepareType) session.FunctionalUnits {
	switch t {
	case session.PrepareMajorSyncAck:
		return session.FUMajorSynchronize | session.FUActivityManagement
	case session.PrepareResync, session.PrepareResyncAck:
		return session.FUResynchronize | session.FUActivityManagement
	default:
		return 0
	}
}

// after moves the phase on.
func (s *sessionState) after(d osi.Direction, t session.Type) {
	switch t {
	case session.TypeAC:
		s.phase = known(s.phase, connected)
	case session.TypeFN:
		s.finishing[d] = true
	case session.TypeNF:
		s.finishing[d^1] = false
	case session.TypeDN:
		if s.finishing[d^1] = false; !s.finishing[d] { // else both have sent FN, and both send DN
			s.phase = known(s.phase, idle)
		}
	case session.TypeRF, session.TypeAA: // the transport connection may be used again
		s.phase = known(s.phase, idle)
	case session.TypeAB:
		if s.phase != unknown {
			s.phase, s.ender = ending, d
		}
	default: // the phase stays
	}
}

// known returns the next phase, unless the connection was met midway.
func known(now, next phase) phase {
	if now == unknown {
		return unknown
	}
	return next
}
