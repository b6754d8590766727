package presentation_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// The CP of an MMS client, without the AARQ that it carries in context 1.
func ExampleConnect_AppendBinary() {
	ber := []osi.OID{presentation.BasicEncoding()}
	cp := presentation.Connect{
		CalledSelector: osi.Selector{0, 0, 0, 1},
		Contexts: []presentation.Context{
			{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: ber},
			{ID: 3, AbstractSyntax: osi.MMSAbstractSyntax(), TransferSyntaxes: ber},
		},
	}
	b, err := cp.AppendBinary(nil)
	fmt.Printf("%x %v\n", b, err)
	// Output:
	// 3132a003800101a22b820400000001a423300f0201010604520100013004060251013010020103060528ca220201300406025101 <nil>
}

// The data of an application: one value of context 3.
func ExampleData_AppendBinary() {
	td := presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 3, Value: []byte{0xa0, 3, 2, 1, 5}}}}}
	b, err := td.AppendBinary(nil)
	fmt.Printf("%x %v\n", b, err)
	// Output:
	// 610c300a020103a005a003020105 <nil>
}
