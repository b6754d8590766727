package dump

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// setNames are the names of the members of a set, by bit.
type setNames [64]string

// The names of sets, which their types know.
var (
	toleranceNames = namesOf[osi.Tolerance]()

	transportOptions = namesOf[transport.Options]()
	transportClasses = namesOf[transport.ClassSet]()

	functionalUnits     = namesOf[session.FunctionalUnits]()
	tokenNames          = namesOf[session.Tokens]()
	sessionVersions     = namesOf[session.Version]()
	protocolOptions     = namesOf[session.ProtocolOptions]()
	transportDisconnect = namesOf[session.TransportDisconnect]()
	syncTypes           = namesOf[session.SyncType]()

	presentationVersions     = namesOf[presentation.Versions]()
	presentationRequirements = namesOf[presentation.Requirements]()
	presentationOptions      = namesOf[presentation.Options]()
	sessionRequirements      = namesOf[presentation.SessionRequirements]()

	acseVersions     = namesOf[acse.Versions]()
	acseRequirements = namesOf[acse.Requirements]()
)

type bitSet interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
	fmt.Stringer
}

// namesOf returns the names of the sets that have one bit.
func namesOf[T bitSet]() *setNames {
	var names setNames
	one := T(1)
	for i := range names {
		if one == 0 {
			break
		}
		names[i] = one.String()
		one <<= 1
	}
	return &names
}
