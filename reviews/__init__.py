"""What readers say of works that they had from us, and how many stars they give. Lists sort by what is counted here."""
