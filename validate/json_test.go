package validate_test

import (
	"encoding/json"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// The JSON of a Verdict says in words who is at fault, in which state, and what to do.
func TestVerdictJSON(t *testing.T) {
	t.Parallel()
	guard, err := validate.New(validate.Default())
	if err != nil {
		t.Fatal(err)
	}
	v, _ := guard.Stream(validate.TSDUs).Check(osi.FromInitiator, []byte{9, 0}) // an FN where there is no connection
	const want = `{"Action":"reject","Reaction":"disconnect transport","From":"initiator","Channel":0,"Tolerated":"","Octets":"CQA=",` +
		`"Err":{"Err":{"ID":"spm.a15","Layer":"session","Field":"connection release","Clause":"X.225 Table A.15","Kind":"wrong state","Reason":0,` +
		`"PDU":"FN","Offset":0,"Got":9,"Want":0,"Octets":null},"State":"STA01C","Event":"SRELreq"},` +
		`"OutOfTurn":null,"Layer":"session","Faulty":"CQA=","Answer":null,"Heard":false,"Notice":null}`
	if b, err := json.Marshal(v); err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
}
