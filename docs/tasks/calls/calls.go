// Package calls says who calls whom.
package calls

import (
	"fmt"
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/stack"
)

// Log writes who calls whom in what the initiator of a connection has sent.
func Log(w io.Writer, received []byte) {
	conn := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
	for e := range conn.Feed(osi.FromInitiator, received) {
		switch p := e.PDU.(type) {
		case *acse.AssociateRequest:
			fmt.Fprintln(w, p.Calling, "calls", p.Called, "for", p.ApplicationContext.Name())
		case *rtse.OpenRequest:
			if mta := new(rtse.Bind); mta.Decode(p.Connection.Open) == nil {
				fmt.Fprintf(w, "MTA %s calls\n", mta.Name)
			}
		}
	}
}
