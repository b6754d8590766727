module github.com/osi-go/osi/examples

go 1.26
