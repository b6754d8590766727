package metrics

import (
	"net/http/httptest"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// One unit has passed and one was rejected.
func TestHandler(t *testing.T) {
	guard, err := validate.New(validate.Default())
	if err != nil {
		t.Fatal(err)
	}
	s := guard.Stream(validate.NSDUs)
	s.Check(osi.FromInitiator, []byte{6, 0xe0, 0, 0, 0, 1, 0})
	s.Check(osi.FromInitiator, []byte{7, 0xe0, 0, 0, 0, 1, 0})
	s.Close()
	w := httptest.NewRecorder()
	Handler(guard, new(relay.Counters)).ServeHTTP(w, nil)
	const want = "osi_connections 0\nosi_memory_octets 0\nosi_units_passed_total 1\nosi_units_rejected_total{rule=\"transport.header\"} 1\n"
	if got := w.Body.String(); got != want {
		t.Errorf("got %s", got)
	}
}
