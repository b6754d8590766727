package plp

import (
	"strings"
	"time"

	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/x25"
)

// An Outcome is what an event leads to. The zero Outcome asks for nothing.
type Outcome struct {
	// Packets are to be sent, in their order. They belong to the Machine and are valid until its
	// next event.
	Packets     []x25.Packet
	Channel     uint16 // of the event; 0: the interface
	Indications Indications
	Start       Timers // to be started, or started again, for the Channel
	Stop        Timers // to be stopped for the Channel; IndRestarted stops those of all channels
	Confirmed   uint8  // number of DATA packets sent that P(R) has confirmed
}

// Indications is a set of what the user is told.
type Indications uint32

// The indications.
const (
	IndCalled         Indications = 1 << iota // a call has come, and is to be answered with CALL-ACC or CLEAR
	IndConnected                              // the call was accepted: data transfer
	IndCollided                               // the call of this end is lost to that of the peer, by call collision
	IndCleared                                // the call is ended, by the peer or, if Packets has a CLEAR, by this end
	IndClearConfirmed                         // the channel is ready again after a clear of this end
	IndData                                   // DATA is to be delivered
	IndConfirmed                              // Outcome.Confirmed is not 0
	IndNotReady                               // the peer has stopped the flow of DATA
	IndReady                                  // the peer lets DATA flow again
	IndRetransmit                             // DATA is to be sent again, from the P(S) of Machine.Numbers on
	IndInterrupted                            // an INTERRUPT is to be delivered
	IndInterruptTaken                         // the INTERRUPT of this end was confirmed
	IndReset                                  // data in flight are lost, by the peer or, if Packets has a RESET, by this end
	IndResetConfirmed                         // data transfer goes on after a reset of this end
	IndRestarted                              // all calls are ended and all permanent circuits reset; so are all timers of channels
	IndInterfaceReady                         // the interface is in r1 after a restart
	IndSideOpen                               // the restarts of two DTEs have collided, and the Side is open: send RESTART again after a random time
	IndRegistration                           // a REGISTRATION REQUEST is to be answered, or is confirmed
	IndSendAgain                              // the REGISTRATION REQUEST is to be sent again
	IndDiagnosed                              // a DIAGNOSTIC has come
	IndUnconfirmed                            // the last retry of a RESTART, CLEAR, RESET or REGISTRATION REQUEST has failed: the interface or channel is out of order
	maxIndications    = iota
)

var indicationNames = [maxIndications]string{
	"called", "connected", "collided", "cleared", "clear-confirmed", "data", "confirmed", "not-ready", "ready", "retransmit", "interrupted",
	"interrupt-taken", "reset", "reset-confirmed", "restarted", "interface-ready", "side-open", "registration", "send-again", "diagnosed",
	"unconfirmed",
}

// Has reports whether all of one is in the set.
func (i Indications) Has(one Indications) bool { return i&one == one }

// String returns the names in the set, separated by spaces.
func (i Indications) String() string {
	var names []string
	for n := range uint8(32) {
		if i>>n&1 != 0 {
			names = append(names, text.Name(indicationNames[:], n, "indication"))
		}
	}
	return strings.Join(names, " ")
}

// Timer is a timer of X.25 Annex D or of ISO/IEC 8208.
type Timer uint8

// The timers. T10 to T13 are those of a DCE, the others those of a DTE.
const (
	T10 Timer = iota // RESTART
	T11              // CALL
	T12              // RESET
	T13              // CLEAR
	T20              // RESTART
	T21              // CALL
	T22              // RESET
	T23              // CLEAR
	T24              // DATA received and not confirmed; machines of both sides start it, and a short time will do
	T25              // DATA sent and not confirmed
	T26              // INTERRUPT
	T27              // REJ
	T28              // REGISTRATION REQUEST
	timers
)

var timerNames = [timers]string{"T10", "T11", "T12", "T13", "T20", "T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28"}

// String returns "T10" and so on.
func (t Timer) String() string { return text.Name(timerNames[:], t, "timer") }

// Default returns the time that the standards give the timer; 0 for a number that is no timer.
func (t Timer) Default() time.Duration {
	seconds := [timers]time.Duration{60, 180, 60, 60, 180, 200, 180, 180, 60, 200, 180, 60, 300}
	if t < timers {
		return seconds[t] * time.Second
	}
	return 0
}

// Timers is a set of timers.
type Timers uint16

// Has reports whether t is in the set.
func (s Timers) Has(t Timer) bool { return s&timerSet(t) != 0 }

// String returns the names in the set, separated by spaces.
func (s Timers) String() string {
	var names []string
	for t := range timers {
		if s.Has(t) {
			names = append(names, t.String())
		}
	}
	return strings.Join(names, " ")
}

func timerSet(t Timer) Timers { return 1 << t }
