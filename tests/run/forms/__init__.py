"""Generated forms of access, and a C program that says what they mean; see ../access-forms."""
