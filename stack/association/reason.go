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

// explainRefusal returns which layer has sent the PDU that refuses or ends an association, whether
// its user has, and why, in words.
func explainRefusal(p stack.PDU) (layer osi.Layer, user bool, reason string) {
	switch p := p.(type) {
	case *transport.DisconnectRequest:
		return osi.Transport, p.Reason == transport.ReasonNormal, meaningOf(disconnectText, p.Reason, "the host refuses the transport connection: ") + dataText(p.UserData)
	case *transport.TPDUError:
		return osi.Transport, false, "the peer's transport layer could not read what this end sent: " + meaningOf(errorText, p.Cause, "")
	case *session.Refuse:
		return osi.Session, p.Reason.Value < 128, meaningIfPresent(refuseText, p.Reason, "the peer refuses the session connection and does not say why", "the session connection is refused: ")
	case *session.Abort:
		return explainAbort(p)
	case *presentation.ConnectReject:
		return osi.Presentation, !p.Reason.Present, meaningIfPresent(rejectText, p.Reason, "the application behind the presentation selector (PSEL) refuses and does not say why", "the presentation connection is refused: ")
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

// code is a number that a standard gives a reason.
type code interface {
	comparable
	fmt.Stringer
}

// meaningOf returns what a table has of a reason; its name behind other where it has nothing.
func meaningOf[R code](table map[R]string, r R, other string) string {
	if text, ok := table[r]; ok {
		return text
	}
	return other + r.String()
}

// meaningIfPresent is meaningOf for a reason that may be absent.
func meaningIfPresent[R code](table map[R]string, r osi.Opt[R], absent, other string) string {
	if !r.Present {
		return absent
	}
	return meaningOf(table, r.Value, other)
}

// dataText returns the user data of a DR where they are text.
func dataText(data []byte) string {
	text := strings.TrimRight(string(data), "\x00")
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return ""
	}
	return fmt.Sprintf("; it says %q", text)
}

// errorText has the reject causes of an ER, X.224 13.12.3.
var errorText = map[transport.RejectCause]string{
	transport.CauseNotSpecified:   "it does not say what was wrong",
	transport.CauseParameterCode:  "a parameter that it does not know",
	transport.CauseTPDUType:       "a TPDU that it does not know, or did not expect at that time",
	transport.CauseParameterValue: "a parameter with a value that it does not allow",
}

// disconnectText has the reasons of a DR, X.224 13.5.3.
var disconnectText = map[transport.Reason]string{
	transport.ReasonNotSpecified:        "the host refuses the transport connection and does not say why; often the called transport selector (TSEL) is not known there",
	transport.ReasonCongestion:          "the called transport selector (TSEL) is busy: too many connections; try again later",
	transport.ReasonNotAttached:         "the called transport selector (TSEL) is known, but no application is running behind it",
	transport.ReasonAddressUnknown:      "the called transport selector (TSEL) is not known at this host: the address is wrong",
	transport.ReasonNormal:              "the peer's upper layers do not want the transport connection, or not any more",
	transport.ReasonRemoteCongestion:    "the host is busy; try again later",
	transport.ReasonNegotiationFailed:   "the host does not support the transport class or options that were asked for",
	transport.ReasonDuplicateReference:  "the host refuses the transport connection: this end used a reference that is in use already",
	transport.ReasonMismatchedReference: "the host refuses the transport connection: the references of the two ends do not match",
	transport.ReasonProtocolError:       "the host refuses the transport connection: it found what this end sent invalid",
	transport.ReasonReferenceOverflow:   "the host refuses the transport connection: it has too many; try again later",
	transport.ReasonRefused:             "the host refuses another transport connection on this network connection",
	transport.ReasonHeaderLength:        "the host refuses the transport connection: a length in what this end sent is invalid",
}

// refuseText has the reasons of an RF, X.225 8.3.5.10.
var refuseText = map[session.RefuseReason]string{
	session.RefusedUnspecified:       "the application behind the session selector (SSEL) refuses and does not say why; it may accept later",
	session.RefusedCongestion:        "the application behind the session selector (SSEL) is busy; try again later",
	session.RefusedByUser:            "the application behind the session selector (SSEL) refuses and does not say why",
	session.RefusedSelectorUnknown:   "the called session selector (SSEL) is not known there: the address is wrong",
	session.RefusedNotAttached:       "the called session selector (SSEL) is known, but no application is running behind it",
	session.RefusedSPMCongestion:     "the peer's session layer has too many connections; try again later",
	session.RefusedVersions:          "the peer's session layer supports none of the protocol versions that were proposed",
	session.RefusedBySPM:             "the peer's session layer refuses; often it did not understand the connect request (CN)",
	session.RefusedBySPMRestrictions: "the peer's session layer does not support what the connect request (CN) asks for",
}

// rejectText has the reasons of a CPR, X.226 8.2.
var rejectText = map[presentation.RejectReason]string{
	presentation.RejectTemporaryCongestion:        "the peer's presentation layer is busy; try again later",
	presentation.RejectLocalLimitExceeded:         "the connect request (CP) exceeds a limit of the peer's presentation layer, such as its number of contexts",
	presentation.RejectCalledAddressUnknown:       "the called presentation selector (PSEL) is not known there: the address is wrong",
	presentation.RejectVersionNotSupported:        "the peer's presentation layer supports none of the protocol versions that were proposed",
	presentation.RejectDefaultContextNotSupported: "the peer does not support the default context that was proposed",
	presentation.RejectUserDataNotReadable:        "the peer cannot read the user data: it does not know the abstract syntax, or the encoding (transfer syntax), of a context",
	presentation.RejectNoPSAPAvailable:            "the called presentation selector (PSEL) is known, but no application can be reached behind it now; try again later",
	presentation.RejectReasonNotSpecified:         "the peer's presentation layer refuses and does not say why",
}

// abortText has the reasons of an ARP, X.226 8.2. %s is what it is about.
var abortText = map[presentation.AbortReason]string{
	presentation.AbortUnrecognizedPPDU:      "the peer's presentation layer could not recognize %s",
	presentation.AbortUnexpectedPPDU:        "the peer's presentation layer did not expect %s at that time",
	presentation.AbortUnexpectedPrimitive:   "the peer's presentation layer did not expect a service of the session layer at that time: %s",
	presentation.AbortUnrecognizedParameter: "the peer's presentation layer found a field that it does not know in %s",
	presentation.AbortUnexpectedParameter:   "the peer's presentation layer found a field that must not be there in %s",
	presentation.AbortInvalidParameter:      "the peer's presentation layer found an invalid value in %s; often a context that was not agreed on, or an encoding error",
	presentation.AbortReasonNotSpecified:    "the peer's presentation layer ended the connection because of %s, without saying why",
}

func abortReason(p *presentation.AbnormalReleaseProvider) string {
	if !p.Reason.Present {
		return "the peer's presentation layer ended the connection without saying why"
	}
	what := "what this end sent"
	if p.Event.Present {
		what = meaningOf(eventText, p.Event.Value, "")
	}
	text, ok := abortText[p.Reason.Value]
	if !ok {
		text = "the peer's presentation layer ended the connection: " + p.Reason.Value.String() + " in %s"
	}
	return strings.Replace(text, "%s", what, 1)
}

// eventText has what an event identifier names, X.226 8.2.
var eventText = map[presentation.Event]string{
	presentation.EventCP:  "the connect request (CP)",
	presentation.EventCPA: "the answer to its connect request (CPA)",
	presentation.EventTD:  "data that this end sent (TD)",
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

// abrtText has the diagnostics of an ABRT, X.227 Amd.1 9.1: who ended the association.
var abrtText = map[acse.AbortDiagnostic]string{
	acse.AbortNoReason:               "ended the association without saying why",
	acse.AbortProtocolError:          "found what this end sent invalid, or did not expect it at that time",
	acse.AbortMechanismNotRecognized: "does not know the authentication mechanism",
	acse.AbortMechanismRequired:      "wants to be told the authentication mechanism",
	acse.AbortAuthenticationFailure:  "does not accept the password or credentials",
	acse.AbortAuthenticationRequired: "wants a password or credentials",
}

func explainABRT(p *acse.Abort) string {
	who := "the peer's application "
	if p.Source != acse.ServiceUser {
		who = "the peer's association control (ACSE) "
	}
	return who + meaningIfPresent(abrtText, p.Diagnostic, abrtText[acse.AbortNoReason], "ended the association: ")
}
