package transport_test

import (
	"testing"

	"github.com/osi-go/osi/transport"
)

// RFC 1006 2 and 6: TCP port 102, and a length of 16 bits that counts the four octets of the TPKT.
func TestPort(t *testing.T) {
	t.Parallel()
	if transport.Port != 102 || transport.MaxTPKT != 65535 || transport.MaxTPDU != 65531 {
		t.Error(transport.Port, transport.MaxTPKT, transport.MaxTPDU)
	}
}
