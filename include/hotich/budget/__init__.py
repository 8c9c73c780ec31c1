"""Budget (dự toán): what is still to do, priced by a dated, sourced table."""
