package x25peer

import (
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// listen takes calls until the scenario ends.
func (s *scene) listen(l socket.Listening) *socket.Listener {
	s.Helper()
	listener, err := socket.Listen(l)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = listener.Close() })
	return listener
}

// call sends an incoming call with the facilities.
func (s *scene) call(lci uint16, userData []byte, facilities ...x25.Facility) {
	s.Helper()
	f, err := x25.AppendFacilities(nil, s.format.Modulo, facilities...)
	if err != nil {
		s.Fatal(err)
	}
	s.send(&x25.CallRequest{
		Header: s.head(lci), Addresses: x25.Addresses{Called: near, Calling: s.far()}, Facilities: f, UserData: userData,
	})
}

// flow are facilities 42 and 43, the same both ways.
func flow(size, window int) []x25.Facility {
	return []x25.Facility{
		x25.PacketSizes{FromCalled: size, FromCalling: size}.Facility(), x25.WindowSizes{FromCalled: window, FromCalling: window}.Facility(),
	}
}

// called makes an incoming call that the socket accepts.
func (s *scene) called(l *socket.Listener, size, window int) (*socket.Conn, *circuit) {
	s.Helper()
	s.call(1, nil, flow(size, window)...)
	conn := start(l.Accept).must(s)
	s.Cleanup(func() { _ = conn.Close() })
	p := want[*x25.CallAccepted](s)
	f := p.Facilities.FlowControl(x25.FlowControl{})
	if f.PacketSizes != (x25.PacketSizes{FromCalled: size, FromCalling: size}) || f.WindowSizes != (x25.WindowSizes{FromCalled: window, FromCalling: window}) {
		s.Errorf("%+v", f)
	}
	return conn, &circuit{scene: s, lci: 1}
}

// refused takes the clear of a call that nobody accepts.
func (s *scene) refused(lci uint16, cause x25.ClearCause, diagnostic x25.Diagnostic) {
	s.Helper()
	(&circuit{scene: s, lci: lci}).cleared(cause, diagnostic)
}
