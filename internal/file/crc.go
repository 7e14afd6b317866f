package file

// crcTables are of CRC-32 as PNG has it, for eight bytes at a time: table k is
// for a byte with k more behind it. (hash/crc32 brings locks, which would cost
// the page 5 kB.)
var crcTables = func() (tables [8][256]uint32) {
	for i := range tables[0] {
		c := uint32(i)
		for range 8 {
			c = c>>1 ^ -(c&1)&0xedb88320
		}
		tables[0][i] = c
	}
	for k := 1; k < len(tables); k++ {
		for i, c := range tables[k-1] {
			tables[k][i] = c>>8 ^ tables[0][c&0xff]
		}
	}
	return tables
}()

// updateCRC adds bytes to a checksum; that of nothing is 0.
func updateCRC(crc uint32, p []byte) uint32 {
	crc = ^crc
	t := &crcTables
	for len(p) >= 8 {
		crc = t[7][p[0]^byte(crc)] ^ t[6][p[1]^byte(crc>>8)] ^ t[5][p[2]^byte(crc>>16)] ^ t[4][p[3]^byte(crc>>24)] ^
			t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]]
		p = p[8:]
	}
	for _, b := range p {
		crc = crc>>8 ^ t[0][byte(crc)^b]
	}
	return ^crc
}
