// Package answer answers what is invalid as the standard says.
package answer

import (
	"errors"
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Receive decodes an SPDU. It answers an invalid one as X.225 says, and then returns an error.
func Receive(tsdu []byte, peer io.Writer) (session.SPDU, error) {
	p, err := session.Parse(tsdu)
	if err == nil {
		return p, nil
	}
	if action, answer := session.Answer(err, tsdu, session.Situation{}); action == osi.Send {
		octets, failed := answer.AppendBinary(nil)
		if failed == nil {
			_, failed = peer.Write(octets)
		}
		err = errors.Join(err, failed)
	}
	return nil, err
}
