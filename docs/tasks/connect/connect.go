// Package connect builds and parses a connect request of all layers.
package connect

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
)

// Request returns the TPKT of a request for an association with an MMS server.
func Request() ([]byte, error) {
	cn := &session.Connect{CalledSelector: osi.Selector{0, 1}, Requirements: osi.Some(session.FUDuplex)}
	cn.Version = session.Version2
	return new(stack.Encoder).Append(nil, cn,
		&presentation.Connect{Contexts: association.Contexts(osi.MMSAbstractSyntax())},
		&acse.AssociateRequest{ApplicationContext: osi.MMSContext()})
}

// Print returns the tree of what is in TPKTs.
func Print(octets []byte) (tree []byte) {
	for e := range stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs).Feed(osi.FromInitiator, octets) {
		tree = dump.AppendText(tree, &e, nil)
	}
	return tree
}
