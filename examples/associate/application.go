package main

import (
	"fmt"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// An application is what an association is for.
type application struct {
	syntaxes []osi.OID // abstract syntaxes beside that of ACSE
	name     osi.OID   // application context
	title    osi.OID   // called AP title; zero: none
	password string    // of ACSE; empty: none
	units    session.FunctionalUnits
	values   []stack.PDU // of the AARQ
}

var (
	mms        = osi.MustOID("1.0.9506.2.1")
	mmsContext = osi.MustOID("1.0.9506.2.3")
	mtaRTSE    = osi.MustOID("2.6.0.2.12")
	mtse       = osi.MustOID("2.6.0.2.7")
	mtsContext = osi.MustOID("2.6.0.1.6")
)

// initiate is the Initiate-RequestPDU of MMS, ISO 9506-2, as clients of IEC 61850 send it.
const initiate = "\xa8\x26\x80\x03\x00\xfd\xe8\x81\x01\x0a\x82\x01\x0a\x83\x01\x05\xa4\x16\x80\x01\x01\x81\x03\x05\xf1\x00" +
	"\x82\x0c\x03\xee\x1c\x00\x00\x04\x08\x00\x00\x79\xef\x18"

// initiated is the Initiate-ResponsePDU that answers it.
const initiated = "\xa9\x26\x80\x03\x00\xfd\xe8\x81\x01\x05\x82\x01\x05\x83\x01\x0a\xa4\x16\x80\x01\x01\x81\x03\x05\xf1\x00" +
	"\x82\x0c\x03\xee\x1c\x00\x00\x04\x08\x00\x00\x79\xef\x18"

// answerOf returns the value that answers one of an AARQ; nil where the application has to know.
func answerOf(v *stack.Value) stack.PDU {
	switch {
	case stack.LayerOf(v.AbstractSyntax) == osi.RTSE:
		bind := &rtse.Bind{Phase: rtse.Result}
		open, err := bind.AppendBinary(nil)
		if err != nil {
			return nil
		}
		return &rtse.OpenAccept{Connection: rtse.ConnectionData{Open: open}}
	case v.AbstractSyntax == mms:
		return &stack.Value{AbstractSyntax: mms, Octets: []byte(initiated)}
	}
	return nil
}

// concluded returns the Conclude-ResponsePDU of MMS that answers a Conclude-RequestPDU, with which
// clients begin the release; nil of any other value.
func concluded(v *stack.Value) []byte {
	if v.AbstractSyntax != mms || string(v.Octets) != "\x8b\x00" {
		return nil
	}
	return []byte{0x8c, 0}
}

// complete adds what the other flags say, and the usual application context.
func (a *application) complete(context, mta, password string) error {
	usual := mmsContext
	a.units = session.FUDuplex
	if context != "mts" {
		a.password = password
	}
	switch context {
	case "mms", "":
		a.syntaxes = []osi.OID{mms}
		a.values = []stack.PDU{&stack.Value{AbstractSyntax: mms, Octets: []byte(initiate)}}
	case "mts":
		a.syntaxes, usual = []osi.OID{mtaRTSE, mtse}, mtsContext
		a.units = session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions
		bind := &rtse.Bind{Phase: rtse.Argument}
		if mta != "" {
			bind.Name, bind.Password = []byte(mta), []byte(password)
		}
		open, err := bind.AppendBinary(nil)
		if err != nil {
			return err
		}
		a.values = []stack.PDU{&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: open}}}
	case "acse":
	default:
		for text := range strings.SplitSeq(context, ",") {
			o, ok := osi.ParseOID(text)
			if !ok {
				return fmt.Errorf("%q is no context and no object identifier", text)
			}
			a.syntaxes = append(a.syntaxes, o)
		}
	}
	if a.name.IsZero() {
		a.name = usual
	}
	return nil
}

// request returns the PDUs that open the association.
func (s *settings) request() []stack.PDU {
	cr := &transport.ConnectionRequest{}
	cr.Called, cr.Calling = s.called.transport, s.calling.transport
	cr.TPDUSize = transport.TPDUSize2048
	aarq := &acse.AssociateRequest{ApplicationContext: s.application.name}
	if !s.application.title.IsZero() {
		aarq.Called.APTitle.OID = s.application.title
	}
	if s.application.password != "" {
		aarq.Requirements, aarq.Mechanism = acse.RequireAuthentication, acse.PasswordMechanism()
		aarq.Authentication = acse.Authentication{Form: acse.CharString, Value: []byte(s.application.password)}
	}
	return append([]stack.PDU{
		cr,
		&session.Connect{CalledSelector: s.called.session, CallingSelector: s.calling.session, Requirements: osi.Some(s.application.units)},
		&presentation.Connect{
			CalledSelector: s.called.presentation, CallingSelector: s.calling.presentation, Contexts: association.Contexts(s.application.syntaxes...),
		},
		aarq,
	}, s.application.values...)
}
