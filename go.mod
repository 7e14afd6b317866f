module idenfysteps

go 1.26
