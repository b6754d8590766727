package association

import (
	"fmt"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// Reasons without a PDU.
const (
	reasonNoAnswer    = "the peer does not answer the connect request (CR)"
	reasonClosedEarly = "the peer closed the network connection instead of answering the connect request of transport (CR); often the transport selector (TSEL) is not known there"
	reasonClosedCN    = "the peer closed the network connection instead of answering the connect request of session (CN); it does not serve this application, these selectors or this caller, or is no OSI application at all"
	reasonClosedFN    = "the peer closed the network connection instead of answering the release request (FN); whether it has taken the last data is not known"
	reasonClosed      = "the network connection was closed while the association existed; what was under way is lost"
	reasonFault       = "this end aborted because the peer broke the protocol"
)

// explain returns which layer has sent the PDU that refuses or ends an association, whether its
// user has, and why, in words.
func explain(p stack.PDU) (layer osi.Layer, user bool, reason string) {
	switch p := p.(type) {
	case *transport.DisconnectRequest:
		return osi.Transport, p.Reason == transport.ReasonNormal, disconnectReason(p.Reason) + said(p.UserData)
	case *transport.TPDUError:
		return osi.Transport, false, errorCause(p.Cause)
	case *session.Refuse:
		return osi.Session, p.Reason.Value < 128, refuseReason(p.Reason)
	case *session.Abort:
		return explainAbort(p)
	case *presentation.ConnectReject:
		return osi.Presentation, !p.Reason.Present, rejectReason(p)
	case *presentation.AbnormalReleaseProvider:
		return osi.Presentation, false, abortReason(p)
	case *presentation.AbnormalReleaseUser:
		return osi.Presentation, true, "the peer's application ended the association without saying why"
	case *acse.AssociateResponse:
		return osi.ACSE, p.Diagnostic.Source == acse.ServiceUser, diagnosticReason(p)
	case *acse.Abort:
		return osi.ACSE, p.Source == acse.ServiceUser, explainABRT(p)
	}
	return osi.Transport, false, reasonClosed
}

// said returns the user data of a DR where they are text.
func said(data []byte) string {
	text := strings.TrimRight(string(data), "\x00")
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return fmt.Sprintf("; it says %q", text)
}

func errorCause(c transport.RejectCause) string {
	const found = "the peer's transport layer could not read what this end sent: "
	switch c {
	case transport.CauseNotSpecified:
		return found + "it does not say what was wrong"
	case transport.CauseParameterCode:
		return found + "a parameter that it does not know"
	case transport.CauseTPDUType:
		return found + "a TPDU that it does not know, or did not expect at that time"
	case transport.CauseParameterValue:
		return found + "a parameter with a value that it does not allow"
	}
	return found + c.String()
}

func disconnectReason(r transport.Reason) string {
	switch r {
	case transport.ReasonNotSpecified:
		return "the host refuses the transport connection and does not say why; often the called transport selector (TSEL) is not known there"
	case transport.ReasonCongestion:
		return "the called transport selector (TSEL) is busy: too many connections; try again later"
	case transport.ReasonNotAttached:
		return "the called transport selector (TSEL) is known, but no application is running behind it"
	case transport.ReasonAddressUnknown:
		return "the called transport selector (TSEL) is not known at this host: the address is wrong"
	case transport.ReasonNormal:
		return "the peer's upper layers do not want the transport connection, or not any more"
	case transport.ReasonRemoteCongestion:
		return "the host is busy; try again later"
	case transport.ReasonNegotiationFailed:
		return "the host does not support the transport class or options that were asked for"
	case transport.ReasonDuplicateReference:
		return "the host refuses the transport connection: this end used a reference that is in use already"
	case transport.ReasonMismatchedReference:
		return "the host refuses the transport connection: the references of the two ends do not match"
	case transport.ReasonProtocolError:
		return "the host refuses the transport connection: it found what this end sent invalid"
	case transport.ReasonReferenceOverflow:
		return "the host refuses the transport connection: it has too many; try again later"
	case transport.ReasonRefused:
		return "the host refuses another transport connection on this network connection"
	case transport.ReasonHeaderLength:
		return "the host refuses the transport connection: a length in what this end sent is invalid"
	}
	return "the host refuses the transport connection: " + r.String()
}

func refuseReason(r osi.Opt[session.RefuseReason]) string {
	if !r.Present {
		return "the peer refuses the session connection and does not say why"
	}
	switch r.Value {
	case session.RefusedUnspecified:
		return "the application behind the session selector (SSEL) refuses and does not say why; it may accept later"
	case session.RefusedCongestion:
		return "the application behind the session selector (SSEL) is busy; try again later"
	case session.RefusedByUser:
		return "the application behind the session selector (SSEL) refuses and does not say why"
	case session.RefusedSelectorUnknown:
		return "the called session selector (SSEL) is not known there: the address is wrong"
	case session.RefusedNotAttached:
		return "the called session selector (SSEL) is known, but no application is running behind it"
	case session.RefusedSPMCongestion:
		return "the peer's session layer has too many connections; try again later"
	case session.RefusedVersions:
		return "the peer's session layer supports none of the protocol versions that were proposed"
	case session.RefusedBySPM:
		return "the peer's session layer refuses; often it did not understand the connect request (CN)"
	case session.RefusedBySPMRestrictions:
		return "the peer's session layer does not support what the connect request (CN) asks for"
	}
	return "the session connection is refused: " + r.Value.String()
}

func explainAbort(p *session.Abort) (osi.Layer, bool, string) {
	switch d := p.Disconnect; {
	case d&session.UserAbort != 0:
		return osi.Session, true, "the peer's application, or a layer below it, ended the association without saying why"
	case d&session.ProtocolError != 0:
		return osi.Session, false, "the peer's session layer found what this end sent invalid, or did not expect it at that time"
	case d&session.ImplementationRestriction != 0:
		return osi.Session, false, "the peer's session layer does not support what this end used, or a limit of it was exceeded"
	}
	return osi.Session, false, "the peer's session layer ended the connection without saying why"
}

func rejectReason(p *presentation.ConnectReject) string {
	if !p.Reason.Present {
		return "the application behind the presentation selector (PSEL) refuses and does not say why"
	}
	switch p.Reason.Value {
	case presentation.RejectTemporaryCongestion:
		return "the peer's presentation layer is busy; try again later"
	case presentation.RejectLocalLimitExceeded:
		return "the connect request (CP) exceeds a limit of the peer's presentation layer, such as its number of contexts"
	case presentation.RejectCalledAddressUnknown:
		return "the called presentation selector (PSEL) is not known there: the address is wrong"
	case presentation.RejectVersionNotSupported:
		return "the peer's presentation layer supports none of the protocol versions that were proposed"
	case presentation.RejectDefaultContextNotSupported:
		return "the peer does not support the default context that was proposed"
	case presentation.RejectUserDataNotReadable:
		return "the peer cannot read the user data: it does not know the abstract syntax, or the encoding (transfer syntax), of a context"
	case presentation.RejectNoPSAPAvailable:
		return "the called presentation selector (PSEL) is known, but no application can be reached behind it now; try again later"
	case presentation.RejectReasonNotSpecified:
		return "the peer's presentation layer refuses and does not say why"
	}
	return "the presentation connection is refused: " + p.Reason.Value.String()
}

func abortReason(p *presentation.AbnormalReleaseProvider) string {
	if !p.Reason.Present {
		return "the peer's presentation layer ended the connection without saying why"
	}
	what := "what this end sent"
	if p.Event.Present {
		what = eventText(p.Event.Value)
	}
	switch p.Reason.Value {
	case presentation.AbortUnrecognizedPPDU:
		return "the peer's presentation layer could not recognize " + what
	case presentation.AbortUnexpectedPPDU:
		return "the peer's presentation layer did not expect " + what + " at that time"
	case presentation.AbortUnexpectedPrimitive:
		return "the peer's presentation layer did not expect a service of the session layer at that time: " + what
	case presentation.AbortUnrecognizedParameter:
		return "the peer's presentation layer found a field that it does not know in " + what
	case presentation.AbortUnexpectedParameter:
		return "the peer's presentation layer found a field that must not be there in " + what
	case presentation.AbortInvalidParameter:
		return "the peer's presentation layer found an invalid value in " + what + "; often a context that was not agreed on, or an encoding error"
	case presentation.AbortReasonNotSpecified:
		return "the peer's presentation layer ended the connection because of " + what + ", without saying why"
	}
	return "the peer's presentation layer ended the connection: " + p.Reason.Value.String() + " in " + what
}

// eventText says what an event identifier names.
func eventText(e presentation.Event) string {
	switch e {
	case presentation.EventCP:
		return "the connect request (CP)"
	case presentation.EventCPA:
		return "the answer to its connect request (CPA)"
	case presentation.EventTD:
		return "data that this end sent (TD)"
	default:
		return e.String()
	}
}

// diagnosticText has the diagnostics of the service user, X.227 9.1.
var diagnosticText = [...]string{
	acse.UserNull:                        "does not say why",
	acse.UserNoReason:                    "does not say why",
	acse.UserContextNameNotSupported:     "does not support the application context that was asked for",
	acse.UserCallingAPTitle:              "does not know the calling AP title, the name of this end, which has to be registered there",
	acse.UserCallingAPInvocation:         "does not know the calling AP invocation identifier, which names the running program of this end",
	acse.UserCallingAEQualifier:          "does not know the calling AE qualifier, a part of the name of this end, which has to be registered there",
	acse.UserCallingAEInvocation:         "does not know the calling AE invocation identifier, which names the running program of this end",
	acse.UserCalledAPTitle:               "does not have the called AP title: the address is wrong",
	acse.UserCalledAPInvocation:          "is not the called AP invocation: the program has been started anew, or the address is wrong",
	acse.UserCalledAEQualifier:           "does not have the called AE qualifier: the address is wrong",
	acse.UserCalledAEInvocation:          "is not the called AE invocation: the program has been started anew, or the address is wrong",
	acse.UserAuthenticationMechanism:     "does not know the authentication mechanism",
	acse.UserAuthenticationMechanismName: "wants to be told the authentication mechanism",
	acse.UserAuthenticationFailure:       "does not accept the password or credentials",
	acse.UserAuthenticationRequired:      "wants a password or credentials",
}

func diagnosticReason(p *acse.AssociateResponse) string {
	when := ""
	if p.Result == acse.RejectedTransient {
		when = "; the peer says that it may accept later"
	}
	d := p.Diagnostic
	switch {
	case d.Source == acse.ServiceUser && d.Code >= 0 && d.Code < int64(len(diagnosticText)):
		return "the application refuses the association: it " + diagnosticText[d.Code] + when
	case d.Source == acse.ServiceProvider && d.Code == acse.ProviderNoCommonVersion:
		return "the peer's association control (ACSE) supports none of the protocol versions that were proposed" + when
	case d.Source == acse.ServiceProvider && d.Code <= acse.ProviderNoReason:
		return "the peer's association control (ACSE) refuses the association and does not say why" + when
	}
	return "the association is refused: " + d.String() + when
}

func explainABRT(p *acse.Abort) string {
	who := "the peer's application"
	if p.Source != acse.ServiceUser {
		who = "the peer's association control (ACSE)"
	}
	if !p.Diagnostic.Present {
		return who + " ended the association without saying why"
	}
	switch p.Diagnostic.Value {
	case acse.AbortNoReason:
		return who + " ended the association without saying why"
	case acse.AbortProtocolError:
		return who + " found what this end sent invalid, or did not expect it at that time"
	case acse.AbortMechanismNotRecognized:
		return who + " does not know the authentication mechanism"
	case acse.AbortMechanismRequired:
		return who + " wants to be told the authentication mechanism"
	case acse.AbortAuthenticationFailure:
		return who + " does not accept the password or credentials"
	case acse.AbortAuthenticationRequired:
		return who + " wants a password or credentials"
	}
	return fmt.Sprintf("%s ended the association: %v", who, p.Diagnostic.Value)
}
