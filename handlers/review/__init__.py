"""An edition with the districts: shares, disputes, sign-offs, and the board of it all."""
