package rtse

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The text of X.228 was not at hand: clauses name the type of its clause 9 as ISO 9066-2 prints it.
var (
	ruleAPDU            = rule("apdu", "RTSE-apdus", "X.228 9", osi.ErrUnknown)
	ruleDuplicate       = rule("duplicate", "component", "X.228 9", osi.ErrDuplicate)
	ruleType            = rule("type", "type of a component", "X.228 9", osi.ErrUnknown)
	ruleMode            = rule("mode", "component of the other mode", "X.228 9", osi.ErrState)
	ruleRange           = rule("range", "INTEGER", "X.228 9", osi.ErrValue)
	ruleDialogue        = rule("dialogue-mode", "dialogueMode", "X.228 9", osi.ErrValue)
	ruleConnection      = rule("connection-data", "connectionData", "X.228 9", osi.ErrMissing)
	ruleIdentifier      = rule("identifier", "SessionConnectionIdentifier", "X.228 9", osi.ErrMissing)
	ruleReference       = rule("reference", "SessionConnectionIdentifier", "X.228 9", osi.ErrUnknown)
	ruleAbortReason     = rule("abort-reason", "abortReason", "X.228 9", osi.ErrValue)
	ruleReflected       = rule("reflected-parameter", "reflectedParameter", "X.228 9", osi.ErrLength)
	ruleReflectedReason = rule("reflected-reason", "reflectedParameter", "X.228 9", osi.ErrState)
	ruleAbortUser       = rule("abort-user-data", "userdataAB", "X.228 9", osi.ErrState)
	ruleNoRefuse        = rule("refuse-reason-missing", "refuseReason", "X.228 9", osi.ErrMissing)
	ruleWindow          = rule("window-size", "windowSize", "X.228 9", osi.ErrValue)
	ruleAcceptSize      = rule("accept-size", "checkpointSize or windowSize", "X.228 9", osi.ErrValue)
	ruleUTCTime         = rule("utc-time", "UTCTime", "X.680 UTCTime", osi.ErrValue)
	ruleReferenceSize   = rule("reference-size", "reference of a session connection", "X.225 8.3.1", osi.ErrLength)
	rulePiece           = rule("piece-size", "piece of a transfer", "X.228 9", osi.ErrLength)
	ruleAssembly        = rule("assembly", "user APDU", "limit", osi.ErrLimit)
	rulePriority        = rule("priority", "RTTPapdu", "X.228 9", osi.ErrValue)

	ruleBind          = rule("bind", "bind value", "X.411 MTABind", osi.ErrUnknown)
	ruleBindName      = rule("bind-name", "MTA name", "X.411 MTABind", osi.ErrMissing)
	ruleCredentials   = rule("credentials", "credentials", "X.411 Credentials", osi.ErrUnknown)
	ruleNoCredentials = rule("credentials-missing", "credentials", "X.411 MTABind", osi.ErrMissing)
	ruleSecurity      = rule("security-context", "security-context", "X.411 MTABind", osi.ErrState)
	ruleIA5           = rule("ia5-string", "IA5String", "X.680 IA5String", osi.ErrValue)
)

func rule(id, field, clause string, kind osi.Kind) *osi.Rule {
	return &osi.Rule{ID: "rtse." + id, Layer: osi.RTSE, Field: field, Clause: clause, Kind: kind}
}

var rules = [...]*osi.Rule{
	ruleAPDU, ruleDuplicate, ruleType, ruleMode, ruleRange, ruleDialogue, ruleConnection, ruleIdentifier,
	ruleReference, ruleAbortReason, ruleReflected, ruleReflectedReason, ruleAbortUser, ruleNoRefuse, ruleWindow,
	ruleAcceptSize, ruleUTCTime, ruleReferenceSize, rulePiece, ruleAssembly, rulePriority, ruleBind, ruleBindName, ruleCredentials, ruleNoCredentials, ruleSecurity, ruleIA5,
}

// Rules yields the rules of X.228 and of the bind values. Errors of this package can also name the
// rules of the encoding, whose Layer is osi.BER: see EncodingRules.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

// EncodingRules yields the rules of X.690, and the limits on it, that errors of this package can
// name.
func EncodingRules() iter.Seq[*osi.Rule] { return ber.Rules() }
