package connect

import (
	"encoding/hex"
	"testing"
)

// The request is what the standards say, octet by octet, and prints as what went in.
func TestRequest(t *testing.T) {
	b, err := Request()
	if err != nil {
		t.Fatal(err)
	}
	const want = "0300005d02f080" + "0d54" + "0506130100160102" + "14020002" + "34020001" + "c142" + // DT, CN
		"3140a003800101a239" + "a423300f0201010604520100013004060251013010020103060528ca220201300406025101" + // CP
		"61123010020101a00b" + "6009a107060528ca220203" // AARQ
	if got := hex.EncodeToString(b); got != want {
		t.Errorf("got %s", got)
	}
	const tree = `  transport DT, 89 octets at 4
    EOT: yes  [2]
    UserData: 86 octets  [3]
  session CN, 86 octets at 7
    UserData: 66 octets  [20]
    Version: 2  [9]
    Requirements: FD  [12]
    CalledSelector: 0x0001  [16]
  presentation CP, 66 octets at 27
    Mode: normal-mode  [6]
    Contexts  [11]
      [0]
        ID: 1  [15]
        AbstractSyntax: 2.2.1.0.1 acse-as-id  [18]
        TransferSyntaxes
          [0]: 2.1.1 basic-encoding  [26]
      [1]
        ID: 3  [32]
        AbstractSyntax: 1.0.9506.2.1 mms-abstract-syntax-version1  [35]
        TransferSyntaxes
          [0]: 2.1.1 basic-encoding  [44]
    UserData
      PDVs
        [0]
          Context: 1  [52]
          Form: single-ASN1-type
          Value: 11 octets  [55]
  acse AARQ, 11 octets at 82
    ApplicationContext: 1.0.9506.2.3 mms-application-context-version1  [6]
`
	if got := string(Print(b)); got != tree {
		t.Errorf("got %s", got)
	}
}
