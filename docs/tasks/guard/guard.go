// Package guard guards connections: an application accepts them as before, and reads nothing but
// what is valid.
package guard

import (
	"net"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// Serve gives each connection that l accepts to handle, guarded.
func Serve(l net.Listener, handle func(net.Conn)) error {
	guard, err := validate.New(validate.Default())
	if err != nil {
		return err
	}
	for {
		peer, err := l.Accept()
		if err != nil {
			return err
		}
		go handle(relay.NewConn(peer, osi.FromInitiator, guard.Stream(validate.TPKTs), relay.Options{}))
	}
}
